"""From the bytes of a file to cells with their addresses, and from cells to typed rows."""
