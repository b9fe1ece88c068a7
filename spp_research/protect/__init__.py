"""What may be shown to whom, and under whose signature: rules that know no subject."""
