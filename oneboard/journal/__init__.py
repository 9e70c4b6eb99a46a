"""The journal (日志): everything that happened, once, in order, in blocks that betray any change; and the blobs."""
