using System.Diagnostics;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What a node of a configuration's text is.</summary>
internal enum NodeKind
{
    /// <summary>A key with nothing behind it.</summary>
    Nothing,

    /// <summary>A text, a number or a word, as it stands.</summary>
    Text,

    List,

    Map,
}

/// <summary>A value as it is written, with its place; nothing is known yet of what it means.</summary>
internal sealed class ConfigurationNode
{
    private ConfigurationNode(NodeKind kind, ConfigurationOrigin origin, string text = "") => (Kind, Origin, Text) = (kind, origin, text);

    public NodeKind Kind { get; }

    public ConfigurationOrigin Origin { get; }

    /// <summary>Of a text.</summary>
    public string Text { get; }

    /// <summary>Of a list.</summary>
    public List<ConfigurationNode> Items { get; } = [];

    /// <summary>Of a map, in the order of the file; a key may stand there twice.</summary>
    public List<ConfigurationField> Fields { get; } = [];

    /// <summary>Such as <c>a list</c>, for messages.</summary>
    public string What => Kind switch
    {
        NodeKind.Nothing => "nothing",
        NodeKind.Text => $"'{Shortened(Text)}'",
        NodeKind.List => "a list",
        NodeKind.Map => "a section",
        _ => throw new UnreachableException(),
    };

    public static ConfigurationNode OfNothing(ConfigurationOrigin origin) => new(NodeKind.Nothing, origin);

    public static ConfigurationNode OfText(string text, ConfigurationOrigin origin) => new(NodeKind.Text, origin, text);

    public static ConfigurationNode OfList(ConfigurationOrigin origin) => new(NodeKind.List, origin);

    public static ConfigurationNode OfMap(ConfigurationOrigin origin) => new(NodeKind.Map, origin);

    /// <summary>As much of a text as a message can bear, on one line.</summary>
    public static string Shortened(string text)
    {
        const int most = 60;
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= most ? line : $"{line[..most]}…";
    }
}

/// <summary>A key of a map with what stands behind it.</summary>
/// <param name="Key">As it is written.</param>
/// <param name="Origin">Where the key stands.</param>
/// <param name="Value">What stands behind it.</param>
internal sealed record ConfigurationField(string Key, ConfigurationOrigin Origin, ConfigurationNode Value);
