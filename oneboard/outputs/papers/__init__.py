"""Papers (公文): official documents laid out by GB/T 9704-2012, as .docx that officials go on working with."""
