namespace LlmTrader.Engine.Trading;

/// <summary>One account in one currency. Amounts are 10^-8 of the currency.</summary>
internal struct Balance
{
    public long CashRaw;

    /// <summary>The positions that are quoted in this currency, at their last prices.</summary>
    public long PositionsRaw;

    public long RealizedRaw;
    public long FeesRaw;
    public long PeakRaw;
    public long MaxDrawdownRaw;

    public Balance(long initialRaw)
    {
        CashRaw = initialRaw;
        PeakRaw = initialRaw;
    }

    public readonly long EquityRaw => checked(CashRaw + PositionsRaw);

    public void PayFee(long feeRaw)
    {
        CashRaw = checked(CashRaw - feeRaw);
        FeesRaw = checked(FeesRaw + feeRaw);
    }

    /// <summary>To be called after every change of cash or of the positions' value.</summary>
    public void TrackDrawdown()
    {
        long equity = EquityRaw;
        if (equity >= PeakRaw) { PeakRaw = equity; return; }

        long drawdown = checked(PeakRaw - equity);
        if (drawdown > MaxDrawdownRaw) { MaxDrawdownRaw = drawdown; }
    }
}
