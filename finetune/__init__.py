"""Tuning: training data, training, evaluation and the gate. Knows the assistant's prompts and models; no page imports it."""
