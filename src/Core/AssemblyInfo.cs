// Scratch on the stack is written before it is read; zeroing 2 KiB for each block of records would show.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
