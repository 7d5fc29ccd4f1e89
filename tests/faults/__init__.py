"""The faults that an index must survive, each provoked on this machine; ``make faults`` runs them all."""
