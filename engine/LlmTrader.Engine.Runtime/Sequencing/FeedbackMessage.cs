using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>What a stage sends back to the Sequencer.</summary>
public enum FeedbackKind : byte
{
    RiskReport = 0,
    VenueReport = 1,
    Checkpoint = 2,

    /// <summary>A staged rule set is compiled, or has failed.</summary>
    RuleSetReady = 3,

    /// <summary>A rule set failed and was stopped.</summary>
    RuleSetQuarantine = 4,
    Timer = 5,
}

/// <summary>One message from a stage to the Sequencer.</summary>
public struct FeedbackMessage
{
    public FeedbackKind Kind;
    public InstrumentId Instrument;

    /// <summary>When it may enter; timers: when it must.</summary>
    public Timestamp Due;
    public Timestamp VenueTime;
    public TimerId Timer;
    public HashCheckpoint Checkpoint;
    public RuleSetChange RuleSet;
    public ExecutionReport Report;
}
