using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>Reads the fields of one JSON object; every error names the file and the field's path.</summary>
internal readonly struct ManifestReader(string file, string path, JsonElement element)
{
    public int Int32(string name) =>
        Element(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : throw Error(name, "a 32-bit integer is expected.");

    public long Int64(string name) =>
        Element(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : throw Error(name, "a 64-bit integer is expected.");

    /// <summary>As <see cref="Int64"/>, of a field that may be missing.</summary>
    public long Int64Or(string name, long missing) => Has(name) ? Int64(name) : missing;

    /// <summary>As <see cref="Int32"/>, of a field that may be missing.</summary>
    public int Int32Or(string name, int missing) => Has(name) ? Int32(name) : missing;

    public bool Has(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    public string Text(string name) =>
        Element(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Error(name, "text is expected.");

    /// <summary>A currency code; empty text is none.</summary>
    public Currency Currency(string name)
    {
        string code = Text(name);
        if (code.Length == 0) { return Engine.Core.Currency.None; }
        return Engine.Core.Currency.TryParse(code, out Currency currency) ? currency : throw Error(name, $"'{code}' is not a currency code.");
    }

    /// <summary>The elements of an array, each with its place in its path.</summary>
    public IEnumerable<ManifestReader> Items(string name)
    {
        JsonElement array = Element(name);
        if (array.ValueKind != JsonValueKind.Array) { throw Error(name, "an array is expected."); }
        string file = File;
        string path = PathOf(name);
        return array.EnumerateArray().Select((item, index) => new ManifestReader(file, $"{path}[{index}]", item));
    }

    /// <summary>This element as text, read by <paramref name="parse"/>, whose <see cref="FormatException"/> tells what is wrong.</summary>
    public T Parse<T>(Func<string, T> parse)
    {
        if (element.ValueKind != JsonValueKind.String) { throw new JournalFormatException(File, path, "text is expected."); }
        try { return parse(element.GetString()!); }
        catch (FormatException error) { throw new JournalFormatException(File, path, error.Message, error); }
    }

    public JsonElement Element(string name)
    {
        if (element.ValueKind != JsonValueKind.Object) { throw new JournalFormatException(File, path, "an object is expected."); }
        return element.TryGetProperty(name, out JsonElement value) ? value : throw Error(name, "it is missing.");
    }

    public JournalFormatException Error(string name, string message) => new(File, PathOf(name), message);

    private string File => file;

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
