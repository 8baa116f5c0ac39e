using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>The arguments of a call, for who must know one before the tool does.</summary>
/// <param name="all">As they came; null for none.</param>
public sealed class ToolArguments(IEnumerable<KeyValuePair<string, JsonElement>>? all)
{
    public IEnumerable<KeyValuePair<string, JsonElement>> All { get; } = all ?? [];

    /// <summary>Looks whether all are there that must be.</summary>
    /// <exception cref="ToolException">One is left out, or null.</exception>
    public void Require(string tool, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.FirstOrDefault(name => Find(name) is null) is { } missing) { throw new ToolException("bad_argument", $"{tool} needs the argument '{missing}'."); }
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="ToolException">It is none, or left out.</exception>
    public int Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : throw new ToolException("bad_argument", $"The argument '{name}' is a whole number.");

    /// <summary>A text.</summary>
    /// <exception cref="ToolException">It is none, or left out.</exception>
    public string Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw new ToolException("bad_argument", $"The argument '{name}' is a text.");

    private JsonElement? Find(string name)
    {
        foreach ((string key, JsonElement value) in All)
        {
            if (key == name && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) { return value; }
        }

        return null;
    }
}
