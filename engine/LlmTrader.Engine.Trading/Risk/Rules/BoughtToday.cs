using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What each holder has bought on the venue's trading day, where it can't be sold on the same day.</summary>
internal sealed class BoughtToday(MarketRulesTable rules, int instruments, int holders) : ISnapshotState
{
    private readonly Bought[] _bought = new Bought[instruments * holders];

    public void OnBuy(int holder, InstrumentId instrument, Quantity quantity, Timestamp now)
    {
        MarketRules inForce = rules.At(instrument, now);
        if (inForce.SettlementDays == 0) { return; }
        ref Bought bought = ref _bought[(instrument.Value * holders) + holder];
        long day = inForce.DayOf(now);
        if (bought.Day != day) { bought = new Bought { Day = day }; }
        bought.Raw = checked(bought.Raw + quantity.Raw);
    }

    /// <summary>The part of a position that can't be sold today, raw.</summary>
    public long Of(int holder, InstrumentId instrument, long position, Timestamp now)
    {
        MarketRules inForce = rules.At(instrument, now);
        if (inForce.SettlementDays == 0 || position <= 0) { return 0; }
        ref readonly Bought bought = ref _bought[(instrument.Value * holders) + holder];
        return bought.Day == inForce.DayOf(now) ? Math.Min(position, bought.Raw) : 0;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("bought today");
        transfer.Values(_bought.AsSpan());
    }

    private struct Bought
    {
        public long Day;
        public long Raw;
    }
}
