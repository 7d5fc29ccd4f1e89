"""Every sentence a person reads, in German and English. Knows errors and numbers; nothing of channels."""
