namespace LlmTrader.Strategies.Models.Prompts;

/// <summary>What comes with the program.</summary>
public static class ShippedPrompts
{
    private const string Folder = "prompts/";

    /// <summary>The prompts' files, by name.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> All =>
        typeof(ShippedPrompts).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => ($"shipped:{name[Folder.Length..]}", Read(name)));

    /// <summary>A value for each variable of the shipped prompts, as JSON: a small market that never was, to look at a prompt with.</summary>
    public static byte[] Sample => Read($"{Folder}sample.json");

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(ShippedPrompts).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
