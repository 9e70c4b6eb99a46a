"""Forms (表单): an XLSForm is compiled once, when it is published; whoever reads answers needs only what came of it."""
