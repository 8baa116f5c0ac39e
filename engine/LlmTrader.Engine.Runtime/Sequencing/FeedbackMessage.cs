using System.Runtime.InteropServices;
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

    /// <summary>An order or a cancel of the engine itself.</summary>
    EngineCommand = 5,
    Timer = 6,
}

/// <summary>One message from a stage to the Sequencer; its kind says which of the payloads it has.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
public struct FeedbackMessage
{
    [FieldOffset(0)] public FeedbackKind Kind;
    [FieldOffset(4)] public InstrumentId Instrument;

    /// <summary>When it may enter; timers: when it must.</summary>
    [FieldOffset(8)] public Timestamp Due;
    [FieldOffset(16)] public Timestamp VenueTime;
    [FieldOffset(24)] public TimerId Timer;
    [FieldOffset(32)] public HashCheckpoint Checkpoint;
    [FieldOffset(32)] public RuleSetChange RuleSet;
    [FieldOffset(32)] public ExecutionReport Report;
    [FieldOffset(32)] public OrderCommand Command;

    /// <summary>The same without what an earlier message has left in the place: equal messages are equal to the byte.</summary>
    internal readonly FeedbackMessage Clean()
    {
        FeedbackMessage clean = new() { Kind = Kind, Due = Due };
        switch (Kind)
        {
            case FeedbackKind.Timer: clean.Timer = Timer; break;
            case FeedbackKind.Checkpoint: clean.Checkpoint = Checkpoint; break;
            case FeedbackKind.RuleSetReady or FeedbackKind.RuleSetQuarantine: clean.RuleSet = RuleSet; break;
            case FeedbackKind.EngineCommand:
                clean.Instrument = Instrument;
                clean.Command = Command;
                break;
            default:
                clean.Instrument = Instrument;
                clean.VenueTime = VenueTime;
                clean.Report = Report;
                break;
        }

        return clean;
    }
}
