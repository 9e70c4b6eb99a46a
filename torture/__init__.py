"""The torture: a real node under load is killed, cut, filled up and misled; then everything is counted again."""
