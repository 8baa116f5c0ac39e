namespace LlmTrader.Persistence.Journal;

/// <summary>A manifest or a directory that is no journal of this version: which file, which field, what was expected.</summary>
public sealed class JournalFormatException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="file">The file or directory.</param>
    /// <param name="field">The field's path, such as <c>instruments[3].symbol</c>; null when the file as a whole is meant.</param>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="inner">The cause, if another exception told.</param>
    public JournalFormatException(string file, string? field, string message, Exception? inner = null)
        : base(field is null ? $"'{file}': {message}" : $"'{file}': field '{field}': {message}", inner)
    {
        File = file;
        Field = field;
    }

    public string File { get; }

    public string? Field { get; }
}
