namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>Sums over fills and round trips: exact, and of constant size. Amounts are 10^-8 of the currency.</summary>
internal struct TradeStatistics
{
    public long RoundTrips;
    public long Wins;
    public Int128 ProfitRaw;   // Of the round trips that won.
    public Int128 LossRaw;     // Of those that lost, positive.
    public long BestRaw;
    public long WorstRaw;
    public long Fills;
    public Int128 NotionalRaw;
    public Int128 FeesRaw;

    public readonly Int128 NetRaw => ProfitRaw - LossRaw;

    public void Add(in RoundTrip trip)
    {
        long net = trip.NetRaw;
        BestRaw = RoundTrips == 0 ? net : Math.Max(BestRaw, net);
        WorstRaw = RoundTrips == 0 ? net : Math.Min(WorstRaw, net);
        RoundTrips++;
        if (net > 0) { Wins++; ProfitRaw += net; } else { LossRaw -= net; }
    }
}
