namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>What keeps a pump from going on.</summary>
/// <param name="Count">Tries that failed, one after the other.</param>
/// <param name="Error">What went wrong last, in a sentence.</param>
/// <param name="Remedy">What a person has to do about it; null when time alone may mend it.</param>
internal sealed record PumpFailure(int Count, string Error, string? Remedy);

/// <summary>Does a pump's steps, each until it is done: what fails is tried again, with growing pauses while time may mend it, once a minute when only a person can.</summary>
internal sealed class PumpTries
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromMinutes(1);

    private readonly string _name;
    private readonly PumpOptions _options;
    private readonly PumpTrouble _trouble;
    private readonly Action<string> _tell;

    /// <param name="name">Of the pump, for people.</param>
    /// <param name="options">The pump's.</param>
    /// <param name="trouble">Where the failure is noted.</param>
    /// <param name="tell">Takes sentences.</param>
    public PumpTries(string name, PumpOptions options, PumpTrouble trouble, Action<string> tell) => (_name, _options, _trouble, _tell) = (name, options, trouble, tell);

    /// <summary>What a person has to do about a failure; null when time alone may mend it.</summary>
    public required Func<Exception, string?> RemedyFor { get; init; }

    /// <summary>Where the pump goes on, for people.</summary>
    public required Func<string> Place { get; init; }

    /// <summary>Takes each failure, and null after a step that was done.</summary>
    public required Action<PumpFailure?> Changed { get; init; }

    private PumpFailure? Failure { get; set; }

    public Task<bool> RunAsync(Func<Task> step, CancellationToken cancel) => RunAsync(async () => { await step(); return true; }, cancel);

    /// <exception cref="ProjectionRefusedException">Only a person can mend what fails, and the options say to end then.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> step, CancellationToken cancel)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                T result = await step();
                _trouble.Clear();
                if (Failure is { } over) { _tell($"{_name}: goes on at {Place()}, after {over.Count} failures."); }
                Set(null);
                return result;
            }
            catch (Exception error) when (!cancel.IsCancellationRequested && !_options.FailFast)
            {
                string said = PumpTrouble.Sentence(error);
                string? remedy = RemedyFor(error);
                if (remedy is not null && _options.StopOnRefusal) { throw new ProjectionRefusedException($"{_name}: {said} {remedy}", error); }
                if (Failure?.Error != said)
                {
                    _tell(remedy is null ? $"{_name}: {said} Tries again." : $"{_name}: {said} {remedy} Tries again every minute.");
                    _trouble.Write(said, remedy);
                }

                Set(new PumpFailure((Failure?.Count ?? 0) + 1, said, remedy));
                await Task.Delay(remedy is null ? pause : RefusedPause, cancel);
                pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
            }
        }
    }

    private void Set(PumpFailure? failure)
    {
        Failure = failure;
        Changed(failure);
    }
}
