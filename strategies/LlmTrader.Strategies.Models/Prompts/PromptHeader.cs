using System.Globalization;
using LlmTrader.Strategies.Models.Calls;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LlmTrader.Strategies.Models.Prompts;

/// <summary>The front matter of a prompt, read strictly: an unknown field is a mistake, and so is a missing one.</summary>
internal sealed class PromptHeader
{
    private static readonly string[] Fields = ["id", "version", "group", "temperature", "schema", "variables"];

    private static readonly Prompt Nothing = new() { Id = "", Version = 1, Role = ModelRole.Trial, Variables = [], Hash = "", File = "", Text = "" };

    private readonly string _file;
    private readonly List<PromptProblem> _problems;
    private readonly Dictionary<string, (YamlNode Value, int Line)> _values = new(StringComparer.Ordinal);

    private PromptHeader(string file, List<PromptProblem> problems) => (_file, _problems) = (file, problems);

    /// <summary>Without its text and hash.</summary>
    public Prompt Prompt { get; private set; } = Nothing;

    /// <summary>Null when something is wrong; what is in the problems.</summary>
    public static PromptHeader? Read(string yaml, string file, List<PromptProblem> problems)
    {
        PromptHeader header = new(file, problems);
        int before = problems.Count;
        try
        {
            YamlStream stream = [];
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root) { header.Add(2, null, "the front matter is no list of fields."); return null; }
            header.Collect(root);
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)    // The library's own slips on damaged texts.
        {
            header.Add(e is YamlException at ? at.Start.Line + 1 : 2, null, $"the front matter is no YAML: {e.Message}");
            return null;
        }

        header.Build();
        return problems.Count == before ? header : null;
    }

    private void Collect(YamlMappingNode root)
    {
        foreach ((YamlNode key, YamlNode value) in root.Children)
        {
            string name = key is YamlScalarNode { Value: { } text } ? text : "?";
            if (!Fields.Contains(name)) { Add(key.Start.Line + 1, name, $"there is no such field; there are {string.Join(", ", Fields)}."); }
            else { _values[name] = (value, (int)key.Start.Line + 1); }
        }
    }

    private void Build()
    {
        string id = Text("id", isRequired: true) ?? "";
        if (_values.ContainsKey("id") && !PromptReader.IsName(id)) { Add(LineOf("id"), "id", "lower-case letters, digits and underscores are expected."); }
        if (!int.TryParse(Text("version", isRequired: true), NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < 1) { AddIfGiven("version", "a whole number from 1 is expected."); }
        ModelRole? role = Text("group", isRequired: true) switch { "actor" => ModelRole.Actor, "checker" => ModelRole.Checker, "trial" => ModelRole.Trial, _ => null };
        if (role is null) { AddIfGiven("group", "actor, checker or trial is expected."); }
        double? temperature = null;
        if (Text("temperature", isRequired: false) is { } degrees)
        {
            bool isNumber = double.TryParse(degrees, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 2;
            if (isNumber) { temperature = value; } else { AddIfGiven("temperature", "a number from 0 to 2 is expected."); }
        }

        string? schema = Text("schema", isRequired: false);
        if (schema is not null && !PromptReader.IsName(schema)) { AddIfGiven("schema", "lower-case letters, digits and underscores are expected."); }
        Prompt = new Prompt { Id = id, Version = version, Role = role ?? ModelRole.Trial, Temperature = temperature, Schema = schema, Variables = Variables(), Hash = "", File = _file, Text = "" };
    }

    private List<PromptVariable> Variables()
    {
        List<PromptVariable> variables = [];
        if (!_values.TryGetValue("variables", out (YamlNode Value, int Line) given)) { return variables; }
        if (given.Value is not YamlMappingNode map) { Add(given.Line, "variables", "names with 'data' or 'untrusted' are expected."); return variables; }
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            int line = (int)key.Start.Line + 1;
            string name = key is YamlScalarNode { Value: { } text } ? text : "?";
            string trust = value is YamlScalarNode { Value: { } word } ? word : "?";
            if (!PromptReader.IsName(name)) { Add(line, name, "lower-case letters, digits and underscores are expected of a variable's name."); }
            if (trust is not ("data" or "untrusted")) { Add(line, name, "'data' or 'untrusted' is expected."); }
            variables.Add(new PromptVariable(name, trust == "untrusted" ? VariableTrust.Untrusted : VariableTrust.Data, line));
        }

        return variables;
    }

    private string? Text(string field, bool isRequired)
    {
        if (_values.TryGetValue(field, out (YamlNode Value, int Line) given)) { return given.Value is YamlScalarNode { Value: { } text } ? text : ""; }
        if (isRequired) { Add(1, field, "this field is missing."); }
        return null;
    }

    private int LineOf(string field) => _values[field].Line;

    private void AddIfGiven(string field, string text)
    {
        if (_values.ContainsKey(field)) { Add(LineOf(field), field, text); }
    }

    private void Add(long line, string? field, string text) => _problems.Add(new PromptProblem(_file, (int)line, field, text));
}
