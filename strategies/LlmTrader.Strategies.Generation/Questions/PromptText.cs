using System.Security.Cryptography;
using System.Text;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Generation.Questions;

/// <summary>A shipped prompt: a part for the system and one for the user, with names in double braces.</summary>
/// <param name="Text">The whole file.</param>
/// <param name="Hash">SHA-256 of it, 64 hexadecimal digits.</param>
internal sealed record PromptText(string Text, string Hash)
{
    private const string UserMark = "\n# User\n";

    /// <exception cref="ArgumentException">There is no such prompt.</exception>
    public static PromptText Of(string id)
    {
        using Stream stream = typeof(PromptText).Assembly.GetManifestResourceStream($"prompt/{id}.md") ?? throw new ArgumentException($"There is no prompt '{id}'.", nameof(id));
        using StreamReader reader = new(stream, Encoding.UTF8);
        string text = reader.ReadToEnd();
        return new PromptText(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <exception cref="ArgumentException">A name of the prompt has no value, or the other way round.</exception>
    public IReadOnlyList<ModelMessage> Render(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        int cut = Text.IndexOf(UserMark, StringComparison.Ordinal);
        return [new(ModelSpeaker.System, Fill(Text[..cut], variables)), new(ModelSpeaker.User, Fill(Text[(cut + UserMark.Length)..], variables))];
    }

    // In one pass over the prompt: what a value holds is never looked at.
    private static string Fill(string text, IReadOnlyDictionary<string, string> variables)
    {
        StringBuilder filled = new();
        int at = 0;
        for (int open; (open = text.IndexOf("{{", at, StringComparison.Ordinal)) >= 0;)
        {
            int close = text.IndexOf("}}", open, StringComparison.Ordinal);
            string name = text[(open + 2)..close];
            filled.Append(text, at, open - at).Append(variables.TryGetValue(name, out string? value) ? value : throw new ArgumentException($"The prompt asks for '{name}', which is not given.", nameof(variables)));
            at = close + 2;
        }

        return filled.Append(text, at, text.Length - at).ToString().Trim();
    }
}
