namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// Asks gates in order of what they cost. Those of one stage are asked together, so that a report names all that is wrong; those of a later
/// one only when nothing failed before.
/// </summary>
internal sealed class GateSequence
{
    private readonly List<Gate> _answers = [];
    private Gate? _failed;
    private Gate? _failedBefore;

    public IReadOnlyList<Gate> Answers => _answers;

    /// <summary>What follows costs more.</summary>
    public GateSequence NextStage()
    {
        _failedBefore = _failed;
        return this;
    }

    /// <param name="name">The gate's.</param>
    /// <param name="comparison">To what is said when it is not asked.</param>
    /// <param name="limit">The same; null when it is known only after asking.</param>
    /// <param name="question">Asks.</param>
    public GateSequence Ask(string name, GateComparison comparison, double? limit, Func<Gate> question)
    {
        Gate answer = _failedBefore is { } failed ? new(name, null, comparison, limit, null, $"not asked, since {failed.Name} failed") : question();
        if (answer.Failed) { _failed ??= answer; }
        _answers.Add(answer);
        return this;
    }
}
