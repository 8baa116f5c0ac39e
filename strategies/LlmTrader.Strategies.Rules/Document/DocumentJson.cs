using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>The canonical form as JSON: the same fields in the same order, numbers as numbers, all else as text.</summary>
internal static class DocumentJson
{
    public static JsonObject Write(RuleDocument document)
    {
        var canonical = new DiagnosticBag(new RuleSource(DocumentFormatter.Format(document), document.Source.Name), RuleLimits.Default);
        DocumentNode? tree = YamlTree.Read(canonical);
        Invariant.Holds(tree is MappingNode);
        return (JsonObject)Node(tree)!;
    }

    private static JsonNode? Node(DocumentNode node) => node switch
    {
        MappingNode mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Node(entry.Value)))),
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(Node)]),
        _ => Scalar((ScalarNode)node),
    };

    // A name such as "007" is quoted in the canonical text and stays a text.
    private static JsonValue Scalar(ScalarNode scalar)
    {
        const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isNumber = !scalar.IsQuoted && double.TryParse(scalar.Value, Form, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        return isNumber ? JsonValue.Create(double.Parse(scalar.Value, Form, CultureInfo.InvariantCulture)) : JsonValue.Create(scalar.Value);
    }
}
