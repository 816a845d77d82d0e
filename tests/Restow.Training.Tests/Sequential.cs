// libtorch's number of threads belongs to the process, and TorchSharp's scalars do not survive a collection that another thread starts.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
