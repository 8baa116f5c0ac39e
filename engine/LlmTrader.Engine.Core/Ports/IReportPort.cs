namespace LlmTrader.Engine.Core;

/// <summary>The way back: what risk and the venue answer goes through the Sequencer before any stage sees it.</summary>
public interface IReportPort
{
    /// <summary>
    /// Sends a report that enters the ring at <paramref name="due"/> or, when that has passed, as soon as possible.
    /// Due times of one source never go back.
    /// </summary>
    void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due);
}

/// <summary>Asks the Sequencer for a timer event at or after a time. Asking twice for the same timer and time gives one event.</summary>
public interface ITimerPort
{
    void Request(TimerId id, Timestamp due);
}
