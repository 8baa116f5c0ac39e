using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// What an account pays for a fill: by the instrument's <see cref="FeeTier"/>s, from what the account itself has traded in the
/// 30 UTC days before the fill's, on the same venue in the same quote currency; or a tier that its options fix.
/// </summary>
internal sealed class FeeSchedule : ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly int?[] _fixedTiers;      // By account.
    private readonly bool _hasTiers;          // Of any instrument: most runs have none.
    private readonly int[] _groupOf;          // By instrument: volume adds up where venue and quote currency are the same.
    private readonly TradedVolume[] _volumes; // By account, then group.
    private readonly int _groups;

    public FeeSchedule(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts)
    {
        _instruments = instruments;
        _fixedTiers = [.. accounts.Select(account => account.FeeTier)];
        _hasTiers = instruments.All.ToArray().Any(instrument => instrument.FeeTiers.Count > 0);
        List<(string, Currency)> groups = [];
        _groupOf = new int[instruments.Count];
        foreach (Instrument instrument in instruments.All)
        {
            (string Venue, Currency Quote) group = (instrument.Venue, instrument.Quote);
            if (!groups.Contains(group)) { groups.Add(group); }
            _groupOf[instrument.Id.Value] = groups.IndexOf(group);
        }

        _groups = groups.Count;
        _volumes = new TradedVolume[accounts.Count * _groups];
        for (int i = 0; i < _volumes.Length; i++) { _volumes[i] = new TradedVolume(); }
    }

    /// <summary>Of a fill at this time. An account without options pays what the instrument asks for without volume.</summary>
    public FeeRate RateOf(Instrument instrument, AccountId account, Liquidity liquidity, Timestamp time)
    {
        int tier = !_hasTiers || instrument.FeeTiers.Count == 0 || account.Value >= _fixedTiers.Length ? 0 : TierOf(instrument, account, time);
        bool isMaker = liquidity == Liquidity.Maker;
        if (tier == 0) { return isMaker ? instrument.MakerFee : instrument.TakerFee; }
        return isMaker ? instrument.FeeTiers[tier - 1].Maker : instrument.FeeTiers[tier - 1].Taker;
    }

    /// <summary>Counts a fill.</summary>
    public void Add(InstrumentId instrument, AccountId account, long notionalRaw, Timestamp time)
    {
        if (_hasTiers && account.Value < _fixedTiers.Length && _instruments[instrument].FeeTiers.Count > 0) { VolumeOf(instrument, account).Add(notionalRaw, time); }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"traded volumes, {_volumes.Length} of them");
        transfer.Parts<TradedVolume>(_volumes);
    }

    // 0 is below the first.
    private int TierOf(Instrument instrument, AccountId account, Timestamp time)
    {
        if (_fixedTiers[account.Value] is { } tier) { return Math.Min(tier, instrument.FeeTiers.Count); }
        Int128 volume = VolumeOf(instrument.Id, account).Before(time);
        int reached = 0;
        while (reached < instrument.FeeTiers.Count && volume >= instrument.FeeTiers[reached].VolumeRaw) { reached++; }
        return reached;
    }

    private TradedVolume VolumeOf(InstrumentId instrument, AccountId account) => _volumes[(account.Value * _groups) + _groupOf[instrument.Value]];
}
