using LlmTrader.Engine.Core;
using LlmTrader.Tests.Integration.Crashes;

namespace LlmTrader.Tests.Integration.Kills;

/// <summary>Trades, and when the test wants it, does not come back from a bar.</summary>
internal sealed class WedgedRuleSet : IRuleSet
{
    private readonly BusyRuleSet _busy = new();
    private volatile bool _isWedged;
    private volatile bool _isStuck;

    public string Name => _busy.Name;

    public string Id => _busy.Id;

    public int WarmUpBars => _busy.WarmUpBars;

    /// <summary>Whether a bar is being decided on that will not be until <see cref="Free"/>.</summary>
    public bool IsStuck => _isStuck;

    public void Wedge() => _isWedged = true;

    public void Free() => _isWedged = false;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        while (_isWedged)
        {
            _isStuck = true;
            Thread.Sleep(1);
        }

        _isStuck = false;
        return _busy.OnBar(in bar, context);
    }

    public void Transfer(ISnapshotTransfer transfer) => _busy.Transfer(transfer);
}
