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
public sealed class RuleSetFaultException(RuleSetFault fault, InstrumentId instrument, RuleClause clause)
    : Exception($"Rule set fault: {fault} in {clause} of instrument {instrument.Value}.")
{
    public RuleSetFault Fault { get; } = fault;

    public InstrumentId Instrument { get; } = instrument;

    public RuleClause Clause { get; } = clause;
}
