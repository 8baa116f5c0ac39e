using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>A report as it reached the port.</summary>
internal sealed record SentReport(InstrumentId Instrument, ExecutionReport Report, Timestamp VenueTime, Timestamp Due)
{
    /// <summary>Every field, so that two reports are equal when their texts are.</summary>
    public string Describe() =>
        $"{Report.Kind} order {Report.OrderId.Raw} instrument {Instrument.Value} last {Report.LastQuantity.Raw}@{Report.LastPrice.Raw} "
        + $"cumulative {Report.CumulativeQuantity.Raw} leaves {Report.LeavesQuantity.Raw} fee {Report.FeeRaw} {Report.FeeCurrency} "
        + $"account {Report.Account.Value} strategy {Report.Strategy.Value} {Report.Reason} {Report.Side} {Report.Liquidity} "
        + $"at {VenueTime.Nanoseconds} due {Due.Nanoseconds}";
}

/// <summary>Keeps everything that the venue sends and asks for.</summary>
internal sealed class RecordingPorts : IReportPort, ITimerPort
{
    public List<SentReport> Reports { get; } = [];

    public SortedSet<Timestamp> Timers { get; } = [];

    public void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due) =>
        Reports.Add(new SentReport(instrument, report, venueTime, due));

    public void Request(TimerId id, Timestamp due)
    {
        Assert.Equal(TimerId.VenueArrival, id);
        Timers.Add(due);
    }
}
