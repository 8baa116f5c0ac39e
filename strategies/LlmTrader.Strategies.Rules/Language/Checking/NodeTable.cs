using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// The nodes, streams and indicators of a program while it is built. Equal nodes become one (operands are compared by
/// index, so that equality is of whole expressions); operations on constants are done at once.
/// </summary>
internal sealed class NodeTable(RuleLimits limits)
{
    private readonly List<RuleNode> _nodes = [];
    private readonly Dictionary<RuleNode, int> _indexes = [];
    private readonly List<StreamKey> _streams = [];
    private readonly List<IndicatorInstance> _indicators = [];

    public IReadOnlyList<RuleNode> Nodes => _nodes;

    public IReadOnlyList<StreamKey> Streams => _streams;

    public IReadOnlyList<IndicatorInstance> Indicators => _indicators;

    /// <summary>A limit was reached: what it is, for the message; null while there is room.</summary>
    public string? Overflow { get; private set; }

    public RuleNode this[int index] => _nodes[index];

    /// <summary>The index of a stream, added when it is new. At the limit stream 0 stands in and <see cref="Overflow"/> is set.</summary>
    public int Stream(string? instrument, BarSpec bar)
    {
        var stream = new StreamKey(instrument, bar);
        int found = _streams.IndexOf(stream);
        if (found >= 0) { return found; }
        if (_streams.Count == limits.MaxStreams)
        {
            Overflow ??= $"more than {limits.MaxStreams} bar series (instrument and bar specification) are read";
            return 0;
        }

        _streams.Add(stream);
        return _streams.Count - 1;
    }

    public int Number(double value) => Constant(RuleType.Number, value == 0 ? 0 : value);   // -0 is 0: no expression may depend on it.

    public int Boolean(bool value) => Constant(RuleType.Boolean, value ? 1 : 0);

    /// <summary>The index of an equal node, or of this one, added.</summary>
    public int Add(RuleNode node)
    {
        node = node with { Depth = 1 + Math.Max(DepthOf(node.A), Math.Max(DepthOf(node.B), DepthOf(node.C))) };
        if (_indexes.TryGetValue(node, out int index)) { return index; }
        if (_nodes.Count >= limits.MaxNodes) { Overflow ??= $"more than {limits.MaxNodes} operations are needed after names are replaced"; }
        if (node.Depth > limits.MaxDepth) { Overflow ??= $"operations are nested more than {limits.MaxDepth} levels deep after names are replaced"; }
        if (Overflow is not null && _nodes.Count > 0) { return 0; }   // Stands in: nothing is built from it any more.
        _nodes.Add(node);
        _indexes.Add(node, _nodes.Count - 1);
        return _nodes.Count - 1;
    }

    /// <summary>The node of an indicator with these parameters and inputs; made once.</summary>
    /// <param name="definition">Which.</param>
    /// <param name="parameters">Checked, defaults filled in.</param>
    /// <param name="stream">Whose bars update it.</param>
    /// <param name="a">First series, or none.</param>
    /// <param name="b">Second series, or none.</param>
    /// <exception cref="ArgumentException">The parameters do not fit one another.</exception>
    public int Indicator(IndicatorDefinition definition, ImmutableArray<double> parameters, int stream, int a, int b)
    {
        foreach (IndicatorInstance known in _indicators)
        {
            bool isSame = ReferenceEquals(known.Definition, definition) && known.Stream == stream && _nodes[known.Node].A == a && _nodes[known.Node].B == b;
            if (isSame && known.Parameters.AsSpan().SequenceEqual(parameters.AsSpan())) { return known.Node; }
        }

        if (_indicators.Count == limits.MaxIndicators)
        {
            Overflow ??= $"more than {limits.MaxIndicators} different indicators are used";
            return 0;
        }

        // Made once to learn its warm-up and to let it check its parameters; a run makes its own.
        int warmUp = definition.Create(parameters.AsSpan()).WarmUp;
        int node = Add(new RuleNode { Op = RuleOp.Indicator, Type = RuleType.Number, Stream = stream, A = a, B = b, Argument = _indicators.Count });
        _indicators.Add(new IndicatorInstance { Definition = definition, Parameters = parameters, Stream = stream, Node = node, WarmUp = warmUp });
        return node;
    }

    private int Constant(RuleType type, double value) => Add(new RuleNode { Op = RuleOp.Constant, Type = type, Stream = RuleNode.None, Value = value });

    private int DepthOf(int operand) => operand == RuleNode.None ? 0 : _nodes[operand].Depth;
}
