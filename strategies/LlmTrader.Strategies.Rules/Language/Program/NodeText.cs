namespace LlmTrader.Strategies.Rules.Language;

/// <summary>Says a program's nodes in the words of the language, for people who look at their values; a <c>let</c> name stands for what it names.</summary>
internal sealed class NodeText(RuleProgram program)
{
    private readonly Dictionary<int, string> _names = program.Slots.DistinctBy(slot => slot.Node).ToDictionary(slot => slot.Node, slot => slot.Name);

    /// <summary>
    /// What a value was made of, as a person would look it up: prices, indicators, the position, earlier bars; not the constants, and
    /// not what an indicator reads in turn. Each once, in the order in which they stand.
    /// </summary>
    public IReadOnlyList<int> ReadBy(int node)
    {
        List<int> read = [];
        Collect(node, isRoot: true, read);
        return read;
    }

    /// <summary>As <see cref="Of"/>, and what a name at its top stands for.</summary>
    public string WithMeaning(int node) => _names.TryGetValue(node, out string? name) ? $"{name} ({Spelled(node)})" : Spelled(node);

    public string Of(int node) => _names.TryGetValue(node, out string? name) ? name : Spelled(node);

    private string Spelled(int node)
    {
        RuleNode value = program.Nodes[node];
        return value.Op switch
        {
            RuleOp.Constant => value.Type == RuleType.Boolean ? value.Value != 0 ? "true" : "false" : NumberText.Format(value.Value),
            RuleOp.Bar => RuleVocabulary.Fields[value.Argument].Name,
            RuleOp.Variable => RuleVocabulary.Variables[value.Argument].Name + (value.Instrument is null ? "" : $" of \"{value.Instrument}\""),
            RuleOp.Indicator => Call(value, output: 0),
            RuleOp.Output => Call(program.Nodes[value.A], value.Argument),
            RuleOp.History => $"{Of(value.A)}[{value.Argument}]",
            RuleOp.Sample => Sampled(value.A),
            RuleOp.Rising => $"rising({Of(value.A)}, {value.Argument})",
            RuleOp.Falling => $"falling({Of(value.A)}, {value.Argument})",
            RuleOp.BarsSince => $"bars_since({Of(value.A)})",
            RuleOp.ValueWhen => $"value_when({Of(value.A)}, {Of(value.B)})",
            RuleOp.If => $"if({Of(value.A)}, {Of(value.B)}, {Of(value.C)})",
            RuleOp.Negate => $"-{Of(value.A)}",
            RuleOp.Not => $"not {Of(value.A)}",
            _ => SignOf(value.Op) is { } sign ? $"({Of(value.A)} {sign} {Of(value.B)})" : $"{value.Op.ToString().ToLowerInvariant()}({Of(value.A)}{(value.B == RuleNode.None ? "" : ", " + Of(value.B))})",
        };
    }

    private void Collect(int node, bool isRoot, List<int> read)
    {
        if (node == RuleNode.None) { return; }
        RuleNode value = program.Nodes[node];
        if (value.Op == RuleOp.Constant) { return; }
        bool isLeaf = value.Op is RuleOp.Bar or RuleOp.Variable or RuleOp.Indicator or RuleOp.Output or RuleOp.History or RuleOp.Sample or RuleOp.BarsSince or RuleOp.ValueWhen;
        bool isNamed = !isRoot && value.Type == RuleType.Number && _names.ContainsKey(node);
        if ((isLeaf || isNamed) && !read.Contains(node)) { read.Add(node); }
        if (isLeaf) { return; }
        Collect(value.A, isRoot: false, read);
        Collect(value.B, isRoot: false, read);
        Collect(value.C, isRoot: false, read);
    }

    private string Call(RuleNode node, int output)
    {
        IndicatorInstance instance = program.Indicators[node.Argument];
        IndicatorDefinition definition = instance.Definition;
        IEnumerable<string> series = new[] { node.A, node.B }.Where(operand => operand != RuleNode.None).Select(Of);
        string call = $"{definition.Name}({string.Join(", ", series.Concat(instance.Parameters.Select(NumberText.Format)))})";
        return definition.Outputs.Length > 1 ? $"{call}.{definition.Outputs[output]}" : call;
    }

    private string Sampled(int node)
    {
        StreamKey stream = program.Streams[program.Nodes[node].Stream];
        string bars = stream.Bar == program.Streams[0].Bar ? "" : $" @ {stream.Bar}";
        return $"{Of(node)}{(stream.Instrument is null ? "" : $" of \"{stream.Instrument}\"")}{bars}";
    }

    private static string? SignOf(RuleOp op) => op switch
    {
        RuleOp.Add => "+",
        RuleOp.Subtract => "-",
        RuleOp.Multiply => "*",
        RuleOp.Divide => "/",
        RuleOp.Remainder => "%",
        RuleOp.Less => "<",
        RuleOp.LessOrEqual => "<=",
        RuleOp.Greater => ">",
        RuleOp.GreaterOrEqual => ">=",
        RuleOp.Equal => "==",
        RuleOp.NotEqual => "!=",
        RuleOp.And => "and",
        RuleOp.Or => "or",
        _ => null,
    };
}
