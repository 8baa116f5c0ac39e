using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Chain;

namespace LlmTrader.Tests.Simulation.Strategist;

/// <summary>An engine's slot that outlives the strategist, refuses at times, answers too late or never, and does at once or a while later what it was asked.</summary>
internal sealed class SimulatedSlot(ChainFaults faults, ChainPolicy policy, Func<Timestamp> clock) : ISlotEngine
{
    private readonly List<(string What, Timestamp At, Action Do)> _underWay = [];
    private readonly HashSet<string> _keys = [];
    private int _lastSet;
    private (SlotSet Set, Timestamp ReadyAt)? _warming;
    private readonly List<SlotWarmUp> _warmUps = [];
    private bool _isShadowing;
    private bool _isTrading = true;

    public Dictionary<string, int> StagedByHash { get; } = [];

    public SlotSet? Active { get; private set; } = new(0, "the rules before");

    public SlotSet? Previous { get; private set; }

    public SlotSet? Staged { get; private set; }

    public double Share { get; private set; } = 1;

    /// <summary>The share that a person set last.</summary>
    public double Allowed { get; private set; } = 1;

    public bool IsTrading => _isTrading;

    public bool IsRollingBack => _underWay.Any(one => one.What.Contains("rollback", StringComparison.Ordinal) && one.At > clock());

    /// <summary>Looks at a request before anything is done with it.</summary>
    public required Action<string, string?> Judge { get; init; }

    public void Pass()
    {
        foreach ((string What, Timestamp At, Action Do) one in _underWay.Where(one => one.At <= clock()).ToList())
        {
            _underWay.Remove(one);
            one.Do();
        }

        if (_warming is not { } warming || clock() < warming.ReadyAt) { return; }
        _warming = null;
        string? failure = faults.Happens(0.03) ? "bufferOverflow" : null;
        _warmUps.Add(new SlotWarmUp(warming.Set.SetId, failure));
        if (failure is null) { (Staged, _isShadowing) = (warming.Set, false); }    // Until now it was the set before.
    }

    /// <summary>A person puts a set of their own into the slot, or only stages it.</summary>
    public void Meddle(bool activates)
    {
        Staged = new SlotSet(++_lastSet, "a person's");
        _isShadowing = false;
        if (activates) { (Previous, Active, Staged) = (Active, Staged, null); }
    }

    /// <summary>A person sets the share of its capital.</summary>
    public void Allow(double share) => Share = Allowed = share;

    public void LetTrade() => _isTrading = true;

    public SlotView Look(int slot, CancellationToken cancel)
    {
        faults.Fail();
        Pass();
        return new SlotView { Active = Active, Previous = Previous, Staged = Staged, WarmUps = [.. _warmUps], IsShadowing = _isShadowing, Share = Share, IsTrading = _isTrading };
    }

    public SlotReply Stage(int slot, string source, string key, string reason, CancellationToken cancel)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
        Judge("stage", hash);
        int set = ++_lastSet;
        return Do(key, () =>
        {
            StagedByHash[hash] = StagedByHash.GetValueOrDefault(hash) + 1;
            _warming = (new SlotSet(set, hash), clock() + Duration.FromSeconds(faults.Random.Next(faults.Happens(0.05) ? 3600 : 60)));
        }) with { SetId = set };
    }

    public SlotReply Shadow(int slot, int setId, string reason, CancellationToken cancel)
    {
        Judge("shadow", null);
        return Do(null, () => _isShadowing = Staged?.SetId == setId);
    }

    public SlotReply Activate(int slot, int setId, string key, string reason, CancellationToken cancel)
    {
        Judge("activate", Staged?.Hash);
        if (Staged?.SetId != setId) { return new SlotReply(false, "it is not staged, or not ready"); }
        return Do(key, () =>
        {
            if (Staged?.SetId == setId) { (Previous, Active, Staged) = (Active, Staged, null); }
        });
    }

    public SlotReply RollBack(int slot, string key, string reason, CancellationToken cancel)
    {
        Pass();
        Judge("rollback", Active?.Hash);
        return Previous is null ? new SlotReply(false, "nothing was before") : Do(key, () => (Active, Previous) = (Previous, Active));
    }

    public SlotReply SetShare(int slot, double share, string reason, CancellationToken cancel)
    {
        ViolationException.Unless(share <= Allowed, $"A share of {share} is asked for, and a person let it have {Allowed}.");
        return Do(null, () => Share = share, mayLag: false);
    }

    public SlotReply Reduce(int slot, string reason, CancellationToken cancel) => Do(null, () => _isTrading = false, mayLag: false);

    // Done or not, now or in a while, told or not.
    private SlotReply Do(string? key, Action act, bool mayLag = true)
    {
        faults.Fail();
        if (key is not null && faults.Happens(0.03)) { return new SlotReply(false, "the engine is draining"); }
        if (key is not null && !_keys.Add(key)) { return new SlotReply(true); }
        if (mayLag && faults.Happens(0.06))
        {
            _underWay.Add((key ?? "", clock() + new Duration(policy.Settle.Nanoseconds / 2), act));
            faults.Kill();
            throw new TimeoutException("no answer in time");
        }

        act();
        faults.Fail();
        return new SlotReply(true, null, 1);
    }
}
