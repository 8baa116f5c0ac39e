using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>What a rule set did that it must not do.</summary>
public enum RuleSetFault : byte
{
    /// <summary>A size is missing although every input is warm.</summary>
    SizeIsNaN = 1,

    /// <summary>A size is below 0.</summary>
    SizeIsNegative = 2,

    /// <summary>A size is infinite, or more than an order can carry.</summary>
    SizeIsTooLarge = 3,
}

/// <summary>
/// A rule set can't go on: the slot that runs it puts it into quarantine. It depends on the events alone, so a replay
/// throws it at the same sequence.
/// </summary>
public sealed class RuleSetFaultException(RuleSetFault fault, Instrument instrument, RuleClause clause)
    : RuleSetException(CodeOf(fault), $"{Sentence(fault)} in {(clause == RuleClause.GridSize ? "grid.size" : "sizing")} of {instrument.Symbol}.{instrument.Venue}")
{
    public RuleSetFault Fault { get; } = fault;

    public InstrumentId Instrument { get; } = instrument.Id;

    public RuleClause Clause { get; } = clause;

    private static RuleSetCode CodeOf(RuleSetFault fault) => fault switch
    {
        RuleSetFault.SizeIsNaN => RuleSetCode.SizeIsNaN,
        RuleSetFault.SizeIsNegative => RuleSetCode.SizeIsNegative,
        RuleSetFault.SizeIsTooLarge => RuleSetCode.SizeIsTooLarge,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "has no code"),
    };

    private static string Sentence(RuleSetFault fault) => fault switch
    {
        RuleSetFault.SizeIsNaN => "the size has no value (a division by 0, a root or a logarithm of a negative number)",
        RuleSetFault.SizeIsNegative => "the size is negative",
        _ => "the size is larger than an order can be",
    };
}
