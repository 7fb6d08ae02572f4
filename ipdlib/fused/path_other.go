package fused

func vectorPaths() []path { return nil }
