namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>The uses of hold-outs in memory: what a durable ledger folds its records into.</summary>
public sealed class HoldOutBook : IHoldOut
{
    private readonly Lock _lock = new();
    private readonly List<HoldOutUse> _uses = [];

    /// <summary>What <see cref="Take"/> would answer, without taking.</summary>
    public HoldOutUse? Find(HoldOutUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        lock (_lock) { return Earlier(use); }
    }

    public HoldOutUse? Take(HoldOutUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        lock (_lock)
        {
            HoldOutUse? earlier = Earlier(use);
            if (earlier is null) { _uses.Add(use); }
            return earlier;
        }
    }

    private HoldOutUse? Earlier(HoldOutUse use) => _uses.Find(one => one.Family == use.Family && one.Window.Overlaps(use.Window));
}
