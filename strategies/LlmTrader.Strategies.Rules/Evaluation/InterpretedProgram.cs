using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>The plain back end: one switch over the nodes. It says what a program means; the compiled one is held against it.</summary>
public sealed class InterpretedProgram : IProgramEvaluator
{
    private readonly RuleNode[] _nodes;
    private readonly double[] _slots;
    private readonly PastValues?[] _past;         // By node; of those that a history asks for.
    private readonly double[] _previous;          // By node; of Rising and Falling: the operand one bar before.
    private readonly int[] _streaks;              // By node; of Rising and Falling.
    private readonly IIndicator[] _indicators;
    private readonly int[][] _barNodes;           // By stream, in order.
    private readonly int[] _liveNodes;
    private readonly int[] _barsSeen;

    public InterpretedProgram(RuleProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Program = program;
        _nodes = [.. program.Nodes];
        _slots = ProgramLayout.FirstValues(program);
        _past = Array.ConvertAll(_nodes, node => node.HistoryLength == 0 ? null : new PastValues(node.HistoryLength, ProgramLayout.Missing(node.Type)));
        _previous = new double[_nodes.Length];
        Array.Fill(_previous, double.NaN);
        _streaks = new int[_nodes.Length];
        _indicators = [.. program.Indicators.Select(instance => instance.Create())];
        _barNodes = ProgramLayout.BarNodes(program);
        _liveNodes = ProgramLayout.LiveNodes(program);
        _barsSeen = new int[program.Streams.Length];
    }

    public RuleProgram Program { get; }

    public double this[int node] => _slots[node];

    public int BarsSeen(int stream) => _barsSeen[stream];

    public void SetVariable(int node, double value)
    {
        Invariant.Holds(_nodes[node].Op == RuleOp.Variable);
        _slots[node] = value;
    }

    public void OnBar(int stream, in IndicatorInput bar)
    {
        _barsSeen[stream]++;
        foreach (int i in _barNodes[stream])
        {
            _slots[i] = Compute(i, _nodes[i], in bar);
            _past[i]?.Add(_slots[i]);
        }
    }

    public void Decide()
    {
        foreach (int i in _liveNodes) { _slots[i] = Compute(i, _nodes[i], default); }   // No live node reads the bar itself.
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("interpreted program");
        transfer.Values(_slots.AsSpan());
        foreach (PastValues? past in _past) { past?.Transfer(transfer); }
        transfer.Values(_previous.AsSpan());
        transfer.Values(_streaks.AsSpan());
        transfer.Parts<IIndicator>(_indicators);
        transfer.Values(_barsSeen.AsSpan());
    }

    private double Compute(int i, RuleNode node, in IndicatorInput bar)
    {
        switch (node.Op)
        {
            case RuleOp.Constant:
            case RuleOp.Variable:
                return _slots[i];
            case RuleOp.Bar:
                return Field((BarField)node.Argument, in bar);
            case RuleOp.Indicator:
                return Update(node, in bar);
            case RuleOp.Output:
                return _indicators[_nodes[node.A].Argument][node.Argument];
            case RuleOp.History:
                return _past[node.A]!.Ago(node.Argument);
            case RuleOp.Sample:
                return _slots[node.A];
            case RuleOp.Rising:
            case RuleOp.Falling:
                return Streak(i, node) ? 1 : 0;
            case RuleOp.BarsSince:
                return IsTrue(node.A) ? 0 : _slots[i] + 1;   // NaN stays NaN.
            case RuleOp.ValueWhen:
                return IsTrue(node.A) ? _slots[node.B] : _slots[i];
            case RuleOp.Not:
                return IsTrue(node.A) ? 0 : 1;
            case RuleOp.And:
                return IsTrue(node.A) && IsTrue(node.B) ? 1 : 0;
            case RuleOp.Or:
                return IsTrue(node.A) || IsTrue(node.B) ? 1 : 0;
            case RuleOp.If:
                return _slots[IsTrue(node.A) ? node.B : node.C];
            case >= RuleOp.Less and <= RuleOp.NotEqual:
                return RuleMath.Compare(node.Op, _slots[node.A], _slots[node.B]) ? 1 : 0;
            case >= RuleOp.Add and <= RuleOp.Max:
                return RuleMath.Apply(node.Op, _slots[node.A], _slots[node.B]);
            default:
                return RuleMath.Apply(node.Op, _slots[node.A]);
        }
    }

    private bool IsTrue(int node) => _slots[node] != 0;

    private double Update(RuleNode node, in IndicatorInput bar)
    {
        IIndicator indicator = _indicators[node.Argument];
        switch (Program.Indicators[node.Argument].Definition.Inputs)
        {
            case IndicatorInputs.Series: indicator.Update(IndicatorInput.Of(_slots[node.A])); break;
            case IndicatorInputs.SeriesPair: indicator.Update(SeriesPair.Of(_slots[node.A], _slots[node.B])); break;
            case IndicatorInputs.SeriesAndBar: indicator.Update(bar with { Value = _slots[node.A] }); break;
            default: indicator.Update(in bar); break;
        }

        return indicator[0];
    }

    private bool Streak(int i, RuleNode node)
    {
        double value = _slots[node.A];
        bool goesOn = node.Op == RuleOp.Rising ? value > _previous[i] : value < _previous[i];   // False with NaN on a side.
        _previous[i] = value;
        _streaks[i] = goesOn ? Math.Min(_streaks[i], int.MaxValue - 1) + 1 : 0;
        return _streaks[i] >= node.Argument;
    }

    private static double Field(BarField field, in IndicatorInput bar) => field switch
    {
        BarField.Open => bar.Open,
        BarField.High => bar.High,
        BarField.Low => bar.Low,
        BarField.Close => bar.Close,
        _ => bar.Volume,
    };
}
