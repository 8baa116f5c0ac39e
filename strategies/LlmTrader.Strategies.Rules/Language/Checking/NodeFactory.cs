namespace LlmTrader.Strategies.Rules.Language;

/// <summary>Makes the nodes of operations without memory: brings operands to one stream and folds constants.</summary>
internal sealed class NodeFactory(NodeTable table)
{
    public NodeTable Table { get; } = table;

    /// <summary>A node's value as seen from another stream. Constants are the same everywhere; live values belong to stream 0 and are brought nowhere.</summary>
    public int Bring(int node, int stream)
    {
        RuleNode value = Table[node];
        if (value.Op == RuleOp.Constant || value.Stream == stream) { return node; }
        return Table.Add(new RuleNode { Op = RuleOp.Sample, Type = value.Type, Stream = stream, A = node, IsLive = value.IsLive });
    }

    public int Unary(RuleOp op, int a, int scope)
    {
        RuleNode operand = Table[a];
        if (operand.Op == RuleOp.Constant)
        {
            return op == RuleOp.Not ? Table.Boolean(operand.Value == 0) : Table.Number(RuleMath.Apply(op, operand.Value));
        }

        return Table.Add(Shared(op, operand.Type, scope, a));
    }

    public int Arithmetic(RuleOp op, int a, int b, int scope) =>
        BothConstant(a, b, out double left, out double right)
            ? Table.Number(RuleMath.Apply(op, left, right))
            : Table.Add(Shared(op, RuleType.Number, scope, a, b));

    public int Comparison(RuleOp op, int a, int b, int scope) =>
        BothConstant(a, b, out double left, out double right)
            ? Table.Boolean(RuleMath.Compare(op, left, right))
            : Table.Add(Shared(op, RuleType.Boolean, scope, a, b));

    public int Logic(RuleOp op, int a, int b, int scope)
    {
        // The value that decides by itself: false for `and`, true for `or`.
        double deciding = op == RuleOp.And ? 0 : 1;
        if (Table[a].Op == RuleOp.Constant) { return Table[a].Value == deciding ? a : b; }
        if (Table[b].Op == RuleOp.Constant) { return Table[b].Value == deciding ? b : a; }
        return a == b ? a : Table.Add(Shared(op, RuleType.Boolean, scope, a, b));
    }

    public int If(int condition, int a, int b, int scope)
    {
        if (Table[condition].Op == RuleOp.Constant) { return Table[condition].Value != 0 ? a : b; }
        return a == b ? a : Table.Add(Shared(RuleOp.If, Table[a].Type, scope, condition, a, b));
    }

    /// <summary>The value some bars of the scope ago.</summary>
    public int History(int a, int bars, int scope)
    {
        RuleNode operand = Table[a];
        if (bars == 0 || operand.Op == RuleOp.Constant) { return a; }
        return Table.Add(new RuleNode { Op = RuleOp.History, Type = operand.Type, Stream = scope, A = Bring(a, scope), Argument = bars });
    }

    /// <summary>An operation that remembers; its operands are not live.</summary>
    public int Stateful(RuleOp op, RuleType type, int scope, int a, int b = RuleNode.None, int argument = 0) => Table.Add(new RuleNode
    {
        Op = op,
        Type = type,
        Stream = scope,
        A = Bring(a, scope),
        B = b == RuleNode.None ? b : Bring(b, scope),
        Argument = argument,
    });

    // With a live operand the whole is a decision's value and so of stream 0.
    private RuleNode Shared(RuleOp op, RuleType type, int scope, int a, int b = RuleNode.None, int c = RuleNode.None)
    {
        bool isLive = IsLive(a) || IsLive(b) || IsLive(c);
        int stream = isLive ? 0 : scope;
        return new RuleNode
        {
            Op = op,
            Type = type,
            Stream = stream,
            A = Bring(a, stream),
            B = b == RuleNode.None ? b : Bring(b, stream),
            C = c == RuleNode.None ? c : Bring(c, stream),
            IsLive = isLive,
        };
    }

    private bool IsLive(int node) => node != RuleNode.None && Table[node].IsLive;

    private bool BothConstant(int a, int b, out double left, out double right)
    {
        (left, right) = (Table[a].Value, Table[b].Value);
        return Table[a].Op == RuleOp.Constant && Table[b].Op == RuleOp.Constant;
    }
}
