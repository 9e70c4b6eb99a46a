"""The way out (出口): bulletins and papers. They read what was folded, and write no truth."""
