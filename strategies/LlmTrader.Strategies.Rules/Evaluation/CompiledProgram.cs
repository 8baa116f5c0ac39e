using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>The fast back end: one instrument's state, worked on by code that all instruments share (<see cref="ProgramCode"/>).</summary>
public sealed class CompiledProgram : IProgramEvaluator
{
    private readonly BarCode[] _onBar;
    private readonly LiveCode _decide;
    private readonly double[] _slots;
    private readonly double[] _memory;
    private readonly IIndicator[] _indicators;
    private readonly int[] _barsSeen;

    /// <param name="code">The program's, shared.</param>
    public CompiledProgram(ProgramCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Program = code.Program;
        (_onBar, _decide) = (code.Methods.OnBar, code.Methods.Decide);
        _slots = ProgramLayout.FirstValues(Program);
        _memory = code.FirstMemory();
        _indicators = [.. Program.Indicators.Select(instance => instance.Create())];
        _barsSeen = new int[Program.Streams.Length];
    }

    public RuleProgram Program { get; }

    public double this[int node] => _slots[node];

    public int BarsSeen(int stream) => _barsSeen[stream];

    public void SetVariable(int node, double value)
    {
        Invariant.Holds(Program.Nodes[node].Op == RuleOp.Variable);
        _slots[node] = value;
    }

    public void OnBar(int stream, in IndicatorInput bar) => _onBar[stream](_slots, _memory, _indicators, ++_barsSeen[stream], in bar);

    public void Decide() => _decide(_slots);

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("compiled program");
        transfer.Values(_slots.AsSpan());
        transfer.Values(_memory.AsSpan());
        transfer.Parts<IIndicator>(_indicators);
        transfer.Values(_barsSeen.AsSpan());
    }
}
