namespace LlmTrader.Engine.Trading;

/// <summary>One account in one currency. Amounts are 10^-8 of the currency.</summary>
internal struct Balance
{
    public long CashRaw;

    /// <summary>What the positions that are quoted in this currency add to the equity: spot its value, a perpetual its unrealised profit.</summary>
    public long PositionsRaw;

    public long RealizedRaw;
    public long FeesRaw;

    /// <summary>Received, less what was paid.</summary>
    public long FundingRaw;

    /// <summary>Deposits less withdrawals.</summary>
    public long FlowsRaw;
    public long PeakRaw;
    public long MaxDrawdownRaw;

    public Balance(long initialRaw)
    {
        CashRaw = initialRaw;
        PeakRaw = initialRaw;
    }

    public readonly long EquityRaw => checked(CashRaw + PositionsRaw);

    public void MoveCash(long amountRaw) => CashRaw = checked(CashRaw + amountRaw);

    public void PayFee(long feeRaw)
    {
        MoveCash(-feeRaw);
        FeesRaw = checked(FeesRaw + feeRaw);
    }

    public void ReceiveFunding(long amountRaw)
    {
        MoveCash(amountRaw);
        FundingRaw = checked(FundingRaw + amountRaw);
    }

    /// <summary>The peak is scaled as the equity is (<see cref="DrawdownPeak"/>): neither profit nor the share that is lost moves.</summary>
    public void Flow(long amountRaw)
    {
        long before = EquityRaw;
        MoveCash(amountRaw);
        FlowsRaw = checked(FlowsRaw + amountRaw);
        PeakRaw = DrawdownPeak.AfterFlow(PeakRaw, before, EquityRaw);
        TrackDrawdown();
    }

    /// <summary>To be called after every change of cash or of the positions' value. Returns the equity.</summary>
    public long TrackDrawdown()
    {
        long equity = EquityRaw;
        if (equity >= PeakRaw) { PeakRaw = equity; return equity; }

        long drawdown = checked(PeakRaw - equity);
        if (drawdown > MaxDrawdownRaw) { MaxDrawdownRaw = drawdown; }
        return equity;
    }
}
