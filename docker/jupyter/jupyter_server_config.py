"""What depends on the machine: the kernel for NVIDIA GPUs is offered where there is one."""
import os

if not os.path.exists("/dev/nvidia0"):
    c.KernelSpecManager.allowed_kernelspecs = {"ipd-xla-cpu", "ipd-fused", "ipd-go"}  # noqa: F821 (Jupyter defines c)
