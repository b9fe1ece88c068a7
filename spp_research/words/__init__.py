"""Every sentence that is made from figures, by subject: the one place to change a term."""
