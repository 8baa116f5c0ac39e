// The scenarios load the machine by themselves; beside them, what waits for a time limit would meet it too early.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
