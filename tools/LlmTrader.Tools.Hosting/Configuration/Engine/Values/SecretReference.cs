using System.Diagnostics.CodeAnalysis;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>
/// Where a secret is found, never the secret itself: <c>${env:NAME}</c> (or <c>${NAME}</c>), an environment variable, or
/// <c>file:/path</c>, a file whose first line it is. Prints as the reference; nothing but <see cref="Read"/> gives the secret.
/// </summary>
public sealed record SecretReference
{
    private const string FilePrefix = "file:";
    private const string EnvironmentPrefix = "env:";

    private SecretReference(string? variable, string? file) => (Variable, File) = (variable, file);

    /// <summary>The environment variable; null for a file.</summary>
    public string? Variable { get; }

    /// <summary>The file as it was written; null for a variable.</summary>
    public string? File { get; }

    /// <summary>False for what is no reference; then it may be a secret, so do not print it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SecretReference? reference)
    {
        ArgumentNullException.ThrowIfNull(text);
        reference = null;
        if (text.StartsWith(FilePrefix, StringComparison.Ordinal) && text.Length > FilePrefix.Length && !text.AsSpan().ContainsAny('\n', '\0'))
        {
            reference = new SecretReference(null, text[FilePrefix.Length..]);
        }
        else if (text is ['$', '{', .. string inner, '}'])
        {
            string name = inner.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) ? inner[EnvironmentPrefix.Length..] : inner;
            bool isName = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
            if (isName) { reference = new SecretReference(name, null); }
        }

        return reference is not null;
    }

    /// <summary>The secret. Throws <see cref="RunException"/> that names the variable or the file when there is none.</summary>
    /// <param name="baseDirectory">Against which a relative file stands.</param>
    public string Read(string baseDirectory)
    {
        if (Variable is not null)
        {
            return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value
                : throw new RunException($"The environment variable {Variable} holds a secret that the configuration asks for, and it is not set. Set it, or name a file: file:/path.");
        }

        string path = Path.Combine(baseDirectory, File!);
        try
        {
            string? line = System.IO.File.ReadLines(path).FirstOrDefault();
            return !string.IsNullOrWhiteSpace(line) ? line.Trim() : throw new RunException($"The file '{path}' is to hold a secret, and its first line is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The file '{path}' is to hold a secret, and can't be read: {e.Message}", e);
        }
    }

    public override string ToString() => Variable is null ? FilePrefix + File : $"${{{EnvironmentPrefix}{Variable}}}";
}
