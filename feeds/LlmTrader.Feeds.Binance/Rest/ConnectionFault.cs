using System.Security.Authentication;

namespace LlmTrader.Feeds.Binance;

/// <summary>Why a connection could not be had, in one line: the framework's outer message says only that it could not.</summary>
internal static class ConnectionFault
{
    public static string Text(Exception fault)
    {
        Exception cause = fault;
        while (cause.InnerException is { } inner && cause is not AuthenticationException) { cause = inner; }
        string reason = cause == fault ? fault.Message : $"{Head(fault.Message)}: {cause.Message}";
        return cause is AuthenticationException
            ? $"{reason.TrimEnd('.')}. If the server is the right one (a proxy that looks into TLS, or one of your own), let the variable SSL_CERT_FILE name a PEM file with the certificate to trust; nothing switches the check off."
            : reason;
    }

    // "The SSL connection could not be established, see inner exception." sees it already.
    private static string Head(string message) => message.Replace(", see inner exception", "", StringComparison.Ordinal).TrimEnd('.');
}
