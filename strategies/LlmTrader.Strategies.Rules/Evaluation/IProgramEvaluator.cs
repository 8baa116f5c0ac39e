using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>
/// A <see cref="RuleProgram"/> at work on one instrument: its slots, histories and indicators. Nothing is allocated after
/// construction. Two back ends give the same bits: <see cref="InterpretedProgram"/>, the plain one, and
/// <see cref="CompiledProgram"/>, the fast one.
/// </summary>
/// <remarks>
/// At a closed bar of stream s: set the time variables of s, then <see cref="OnBar"/>. For a decision, after a bar of
/// stream 0: set the live variables, then <see cref="Decide"/>, then read the roots' nodes. State that one back end has
/// saved is refused by the other one.
/// </remarks>
public interface IProgramEvaluator : ISnapshotState
{
    RuleProgram Program { get; }

    /// <summary>
    /// The value of a node that is observable: a root's, a condition's, a <c>let</c> slot's or a variable. A boolean is 1 or 0.
    /// Other nodes have no place in compiled code, and reading one gives no meaningful number.
    /// </summary>
    double this[int node] { get; }

    /// <summary>Closed bars of a stream so far.</summary>
    int BarsSeen(int stream);

    /// <summary>Sets a node whose operation is <see cref="RuleOp.Variable"/>.</summary>
    void SetVariable(int node, double value);

    /// <summary>A closed bar of a stream: computes that stream's nodes, except those that are live.</summary>
    void OnBar(int stream, in IndicatorInput bar);

    /// <summary>Computes the nodes that depend on position, account or book, from the variables as they were set last.</summary>
    void Decide();
}
