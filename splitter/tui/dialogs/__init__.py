"""The screens that open above the main screen: questions, messages, previews, the review."""
