module github.com/janpfeifer/gonb/gonb

go 1.26.5

require (
	github.com/janpfeifer/gonb v0.11.4
	golang.org/x/mod v0.37.0
	k8s.io/klog/v2 v2.130.1
)
