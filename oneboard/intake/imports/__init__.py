"""Imports (导入): the door for files. A table is read row by row; what is faulty goes back to whoever can mend it."""
