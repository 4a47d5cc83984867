"""The reading of a brand's replies: what makes two of them the same stock text, and what a reply does. Pure."""
